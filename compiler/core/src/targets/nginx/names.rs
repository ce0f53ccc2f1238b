//! Names that fit nginx's tables. A shared host has many sites in one `http` block, so every name begins with the
//! instance; and nginx refuses to start when a name is longer than a bucket of its hash table, whose size only the
//! host's own `nginx.conf` may set.

use sha2::{Digest, Sha256};

/// The longest key that fits a bucket of 64 bytes beside two pointers and the entry's length.
const LONGEST_KEY: usize = 46;

/// The longest prefix that leaves room for the longest name made of it, `_connection`.
const LONGEST_PREFIX: usize = 32;

/// The beginning of every variable of a site: the instance, or its beginning and a hash when it is too long.
pub(super) fn prefix(instance: &str) -> String {
    let name = instance.replace('-', "_");
    if name.len() <= LONGEST_PREFIX {
        return name;
    }
    let hash: String = Sha256::digest(instance).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let beginning: String = name.chars().take(LONGEST_PREFIX - hash.len() - 1).collect();
    format!("{beginning}_{hash}")
}

/// A key of a table: itself, or an expression for exactly it, which needs no table.
pub(super) fn table_key(text: &str) -> String {
    if text.len() <= LONGEST_KEY { text.to_string() } else { format!("~^{}$", text.replace('.', "[.]")) }
}
