//! What a container answers to the question that its own health check asks.
//!
//! In: a container that runs. Out: the status of its first answer over HTTP, or why there was none within a minute. It
//! asks at the container's own address and does not judge the status.

use super::engine::{Engine, SHORT};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const ONCE: Duration = Duration::from_secs(5);

pub(super) fn of(engine: &Engine, container: &str) -> Result<u16, String> {
    let inspect = |format: &str| inspect(engine, container, format);
    let asked = inspect("{{range .Config.Healthcheck.Test}}{{println .}}{{end}}")?;
    let url = asked.lines().last().unwrap_or_default();
    let (address, path) = question(url, &inspect(ADDRESS)?)?;
    let started = Instant::now();
    loop {
        match ask(address, &path) {
            Ok(status) => return Ok(status),
            Err(why) if started.elapsed() > PATIENCE => return Err(format!("no answer at {url}: {why}")),
            Err(_) if inspect("{{.State.Running}}")? != "true" => {
                let logs = engine.call(&["logs", "--tail", "25", container], SHORT)?;
                return Err(format!("it ended: {}{}", logs.stdout, logs.stderr));
            }
            Err(_) => sleep(Duration::from_secs(1)),
        }
    }
}

const ADDRESS: &str = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";

fn inspect(engine: &Engine, container: &str, format: &str) -> Result<String, String> {
    let said = engine.call(&["container", "inspect", "--format", format, container], SHORT)?;
    Ok(said.stdout.trim().to_string())
}

/// Where a port of a container is.
pub(super) fn address(engine: &Engine, container: &str, port: u16) -> Result<SocketAddr, String> {
    let address = inspect(engine, container, ADDRESS)?;
    format!("{address}:{port}").parse().map_err(|why| format!("{address}:{port}: {why}"))
}

/// Where a container is asked, of the URL at which it asks itself.
fn question(url: &str, address: &str) -> Result<(SocketAddr, String), String> {
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("its health check asks no URL: {url}"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    let address = format!("{address}:{port}").parse().map_err(|why| format!("{address}:{port}: {why}"))?;
    Ok((address, path.to_string()))
}

fn ask(address: SocketAddr, path: &str) -> Result<u16, String> {
    let said = exchange(address, "GET", path, "")?;
    let status = said.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| "what it answers is no HTTP".to_string())
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

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn a_container_is_asked_where_it_asks_itself() {
        let (address, path) = question("http://127.0.0.1:8000/api/health", "172.17.0.2").unwrap();
        assert_eq!((address.to_string(), path.as_str()), ("172.17.0.2:8000".to_string(), "/api/health"));
        assert!(question("true", "172.17.0.2").is_err());
    }
}
