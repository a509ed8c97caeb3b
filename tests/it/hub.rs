//! A real hub on a free port, real terminals with their stores, and peers that mean no good.

mod bad_hub;
mod customers;
mod cut;
mod damage;
mod eta;
mod hostile;
mod limits;
pub mod metrics;
mod pairing;
mod protocol;
mod rest;
mod rights;
mod site;
mod sync;
