//! What a container answers over HTTP.
//!
//! In: a container that runs, a port, a request. Out: the whole answer. It asks at the container's own address and judges
//! nothing.

use super::engine::{Engine, SHORT};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);
const ONCE: Duration = Duration::from_secs(5);

/// Where a port of a container is.
pub(super) fn address(engine: &Engine, container: &str, port: u16) -> Result<SocketAddr, String> {
    let format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    let said = engine.call(&["container", "inspect", "--format", format, container], SHORT)?;
    let address = said.stdout.trim();
    format!("{address}:{port}").parse().map_err(|why| format!("{address}:{port}: {why}"))
}

/// Sends a request, with JSON where it has a body. Out: the whole answer, head and body.
pub(super) fn exchange(address: SocketAddr, method: &str, path: &str, body: &str) -> Result<String, String> {
    let mut stream = TcpStream::connect_timeout(&address, ONCE).map_err(|why| why.to_string())?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(|why| why.to_string())?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).map_err(|why| why.to_string())?;
    let mut said = Vec::new();
    stream.read_to_end(&mut said).map_err(|why| why.to_string())?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}
