//! Which port of the host each copy of a service has.

use serde::Serialize;

/// One of the two copies of a blue-green rollout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    Blue,
    Green,
}

impl Colour {
    pub const BOTH: [Colour; 2] = [Colour::Blue, Colour::Green];

    pub fn word(self) -> &'static str {
        match self {
            Colour::Blue => "blue",
            Colour::Green => "green",
        }
    }
}

/// The host's port for a replica: blue is the service's own port plus 10000, green plus 20000, replicas count on from
/// there, so that a port read at night tells what it is. A service that is not blue-green has blue's.
/// `None` when there is no such port, which the rule `ports/out-of-range` reports.
pub fn host_port(port: u16, colour: Colour, replica: u16) -> Option<u16> {
    let base = match colour {
        Colour::Blue => 10_000,
        Colour::Green => 20_000,
    };
    port.checked_add(base)?.checked_add(replica)
}
