//! The whole program: real processes on real files in real terminals, from the first start on.

mod again;
mod budget;
mod crash;
mod doctor;
mod fresh;
mod hostile;
mod idle;
mod kitchen;
pub mod links;
mod numbers;
mod numpad;
mod once;
mod pointer;
mod scans;
pub mod shop;
mod trail;
mod training;
