//! A certificate that signs for itself.
//!
//! In: a folder and names of hosts. Out: `fullchain.pem` and `privkey.pem` in it, good for two days.

use crate::process::succeed;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

pub(crate) fn write(folder: &Path, hosts: &[&str]) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let names: Vec<String> = hosts.iter().map(|host| format!("DNS:{host}")).collect();
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-days", "2", "-subj", "/CN=test.invalid", "-addext"]);
    openssl.arg(format!("subjectAltName={}", names.join(",")));
    openssl.arg("-keyout").arg(folder.join("privkey.pem")).arg("-out").arg(folder.join("fullchain.pem"));
    succeed(&mut openssl, Duration::from_secs(20), "").map(drop)
}
