# Short names for what is done often; `just` alone lists them.

# Lists the recipes.
default:
    @just --list

# Everything that must hold before a change is taken.
ci:
    .ci/run

# All tests, or those whose name contains a word: `just test tax`.
test *words:
    cargo test --locked {{ words }}

# The simulation with as many seeds as you like: `just sim SEEDS=10000`; `just sim SEED=7` replays one.
sim *seeds:
    env {{ seeds }} cargo test --release --locked --test sim -- --nocapture

# Fuzzes what reads bytes of strangers: `just fuzz`, `just fuzz frame 600`.
fuzz *options:
    .ci/fuzz {{ options }}

# The rules of the house alone: directions, first sentences, lengths, words.
tidy:
    cargo test --locked --test it tidy

# A throw-away shop with a simulated lunch service.
demo *options:
    cargo run --release --locked -- demo {{ options }}

# The benches.
bench *words:
    cargo bench --locked {{ words }}

# Draws the screens of the documents anew.
pictures:
    cargo run --release --locked -- pictures assets/screens
