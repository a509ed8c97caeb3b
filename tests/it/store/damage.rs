//! Damage: torn, truncated and garbled files, and a single flipped byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tillrail::store::{OpenOptions, Opening, Store};

use super::shop::{NOON, Till, open, sale};

