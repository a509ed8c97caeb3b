//! The hub: one more replica that everybody talks to, over WebSocket and REST.
