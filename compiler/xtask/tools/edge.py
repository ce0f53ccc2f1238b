"""Asks a running nginx what its configuration promises, and asks again with a fault in it, which has to be noticed.

In: on stdin JSON {"root", "environment", "domain", "new"}: the file tree that nginx sees as its own, with the site of the
golden case `edge` in it; the environment; its domain; whether this nginx keeps idle clients over a reload. Out: a
line for each check and each fault; the exit code says whether all was as it has to be. It has to run in a network of
its own: it takes the ports 80 and 443, and addresses of others.
"""

import contextlib
import glob
import http.client
import http.server
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

SAID = json.load(sys.stdin)
ROOT, ENVIRONMENT, DOMAIN = SAID["root"], SAID["environment"], SAID["domain"]
SITE = f"{ROOT}/etc/nginx/depot-{ENVIRONMENT}"
WEB, API, CDN = DOMAIN, f"api.{DOMAIN}", f"cdn.{DOMAIN}"
PAGE_ORIGIN = f"https://{DOMAIN}"
OF_THE_CDN = "173.245.48.5"
COLOURS = {"blue": 10000, "green": 20000}
LIMITED_AFTER = 6  # a burst of 5, and the one that is due


class Upstream(http.server.BaseHTTPRequestHandler):
    """A service that says what it was asked, and sets headers that are the edge's business."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        """Answers, unless the path asks for less."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.upgrade()
        if self.path == "/broken":
            self.close_connection = True
            return None
        if self.path == "/slow":
            time.sleep(1.5)
        body = json.dumps({"colour": self.server.colour, "headers": dict(self.headers.items())}).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        for name, value in [
            ("Access-Control-Allow-Origin", "*"),
            ("Strict-Transport-Security", "max-age=1"),
            ("X-Frame-Options", "ALLOWALL"),
            ("X-Content-Type-Options", "none"),
            ("X-Powered-By", "something 1.2.3"),
            ("Content-Length", str(len(body))),
        ]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        return None

    def upgrade(self):
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        self.wfile.write(self.rfile.read(4))
        self.close_connection = True

    do_GET = do_POST = do_OPTIONS = answer

    def log_message(self, *_):
        pass


def serve():
    for colour, offset in COLOURS.items():
        for port in (3000, 4000):
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port + offset), Upstream)
            server.colour = colour
            threading.Thread(target=server.serve_forever, daemon=True).start()


NEXT = iter(range(10, 60000))


def fresh():
    """The address of a client that has asked for nothing yet."""
    number = next(NEXT)
    return f"127.1.{number // 250}.{number % 250 + 1}"


def trusting(**how):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, value in how.items():
        setattr(context, name, value)
    return context


def connect(port, client, limit=10):
    # What is not of this network answers at itself only.
    server = client if not client.startswith("127.") else "127.0.0.1"
    return socket.create_connection((server, port), timeout=limit, source_address=(client, 0))


def dial(host, client=None, context=None, limit=10):
    return (context or trusting()).wrap_socket(connect(443, client or fresh(), limit), server_hostname=host)


class Answer:
    def __init__(self, response):
        self.status, self.headers = response.status, response.getheaders()
        self.body = response.read()

    def all(self, name):
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def upstream(self, name):
        headers = json.loads(self.body)["headers"]
        return next((value for known, value in headers.items() if known.lower() == name.lower()), None)


def ask(host, path="/", method="GET", client=None, plain=False, body=None, **headers):
    connection = http.client.HTTPConnection(host)
    connection.sock = connect(80, client or fresh()) if plain else dial(host, client)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=headers)
    try:
        return Answer(connection.getresponse())
    finally:
        connection.close()


def must(holds, what):
    if not holds:
        raise AssertionError(what)


def is_refused(action):
    try:
        action()
    except (OSError, http.client.HTTPException):
        return True
    return False


def redirects():
    answer = ask(WEB, "/a?b=c", plain=True)
    must(answer.status == 301 and answer.all("Location") == [f"https://{WEB}/a?b=c"], f"{answer.headers}")
    must(ask(WEB).status == 200, "HTTPS answers")


def answers_certbot():
    folder = f"{ROOT}/var/www/depot-{ENVIRONMENT}/.well-known/acme-challenge"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/token", "w", encoding="ascii") as file:
        file.write("proof")
    answer = ask(API, "/.well-known/acme-challenge/token", plain=True)
    must(answer.status == 200 and answer.body == b"proof", f"{answer.status}")
    must(ask(API, "/.well-known/acme-challenge/none", plain=True).status == 404, "a proof that is not there")


def refuses_unknown_hosts():
    must(is_refused(lambda: ask("somebody.else.test", plain=True)), "plain HTTP for another name is answered")
    must(is_refused(lambda: ask("somebody.else.test")), "HTTPS for another name is answered")
    must(is_refused(lambda: dial(None)), "HTTPS without a name is answered")


def one(answer, name, value):
    must(answer.all(name) == [value], f"{name} of {answer.status} is {answer.all(name)}")


def sends_headers_everywhere():
    slow = fresh()
    refused = [ask(API, client=slow) for _ in range(LIMITED_AFTER + 2)][-1]
    answers = {
        200: ask(API),
        404: ask(API, "/missing"),
        429: refused,
        502: ask(API, "/broken"),
        413: ask(API, method="POST", body=b"x" * 70000),
        204: ask(API, method="OPTIONS", Origin=PAGE_ORIGIN, Access_Control_Request_Method="PUT"),
    }
    for status, answer in answers.items():
        must(answer.status == status, f"{status} is meant, {answer.status} came")
        one(answer, "Strict-Transport-Security", "max-age=63072000")
        one(answer, "X-Content-Type-Options", "nosniff")
        one(answer, "X-Frame-Options", "SAMEORIGIN")
        one(answer, "Referrer-Policy", "strict-origin-when-cross-origin")
        one(answer, "Content-Security-Policy", "base-uri 'self'; object-src 'none'; frame-ancestors 'self'")
        must(answer.all("X-Powered-By") == [], "the service's program is named")
        must(not any("/" in value for value in answer.all("Server")), "nginx names its version")
    page = ask(WEB)
    one(page, "Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    one(page, "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")


def hides_dotfiles():
    must(ask(WEB, "/.env").status == 404 and b"colour" not in ask(WEB, "/.git/config").body, "a dotfile is asked for")
    must(ask(WEB, "/.well-known/security.txt").status == 200, ".well-known is everybody's")


def statuses(host, client, count=LIMITED_AFTER + 3, header=None):
    forged = lambda number: {header: f"198.51.100.{number}"} if header else {}
    return [ask(host, client=client, **forged(number)).status for number in range(count)]


def limits_each_client():
    first, second = fresh(), fresh()
    must(statuses(API, first).count(429) >= 2, "the first client is never refused")
    must(statuses(API, second, 3) == [200] * 3, "another client pays for the first")
    for header in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "CF_Connecting_IP"):
        must(429 in statuses(API, fresh(), header=header), f"a forged {header} evades the limit")


def knows_clients_behind_the_cdn():
    behind = lambda client, count: [
        ask(CDN, client=OF_THE_CDN, CF_Connecting_IP=client).status for _ in range(count)
    ]
    must(429 in behind("198.51.100.7", LIMITED_AFTER + 2), "a client behind the network is never refused")
    must(behind("198.51.100.8", 3) == [200] * 3, "clients behind the network share one limit")
    seen = ask(CDN, client=OF_THE_CDN, CF_Connecting_IP="198.51.100.9").upstream("X-Forwarded-For")
    must(seen == "198.51.100.9", f"the service is told of {seen}")


def believes_nobody_else():
    must(429 in statuses(CDN, fresh(), header="CF_Connecting_IP"), "a forged header evades the limit")
    seen = ask(CDN, CF_Connecting_IP="198.51.100.9").upstream("X-Forwarded-For")
    must(seen.startswith("127."), f"the service is told of {seen}")


def limits_connections():
    client, answers = fresh(), []
    threads = [threading.Thread(target=lambda: answers.append(ask(API, "/slow", client=client).status)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    must(sorted(answers) == [200] * 4 + [429] * 2, f"of six at once: {sorted(answers)}")


def limits_bodies():
    must(ask(API, method="POST", body=b"x" * 65000).status == 200, "a body below the limit is refused")
    must(ask(API, method="POST", body=b"x" * 66000).status == 413, "a body above the limit is taken")


def lets_listed_pages_call():
    answer = ask(API, Origin=PAGE_ORIGIN)
    one(answer, "Access-Control-Allow-Origin", PAGE_ORIGIN)
    one(answer, "Access-Control-Allow-Credentials", "true")
    must("Origin" in answer.all("Vary"), "a cache may give the answer to another page")
    preflight = ask(
        API, method="OPTIONS", Origin=PAGE_ORIGIN, Access_Control_Request_Method="PUT", Access_Control_Request_Headers="x-a"
    )
    must(preflight.status == 204, f"a preflight gets {preflight.status}")
    one(preflight, "Access-Control-Allow-Origin", PAGE_ORIGIN)
    one(preflight, "Access-Control-Allow-Headers", "x-a")
    must("PUT" in preflight.all("Access-Control-Allow-Methods")[0], "PUT is not allowed")


def lets_no_other_page_call():
    for origin in ("https://evil.test", f"{PAGE_ORIGIN}.evil.test", f"http://{DOMAIN}", "null"):
        for method, more in (("GET", {}), ("OPTIONS", {"Access_Control_Request_Method": "PUT"})):
            answer = ask(API, method=method, Origin=origin, **more)
            must(answer.all("Access-Control-Allow-Origin") == [], f"{origin} may call")
            must(any("Origin" in value for value in answer.all("Vary")), "a cache may keep the refusal for others")
    must(ask(WEB, Origin="https://evil.test").all("Access-Control-Allow-Origin") == ["*"], "only a route with a list is the edge's")


def upgrade(host):
    with dial(host) as stream:
        stream.sendall(
            f"GET /socket HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping".encode()
        )
        said = b""
        with contextlib.suppress(TimeoutError):
            while b"ping" not in said and (more := stream.recv(4096)):
                said += more
        return said


def upgrades_to_web_sockets():
    said = upgrade(API)
    must(said.startswith(b"HTTP/1.1 101") and said.endswith(b"ping"), f"{said[:60]}")
    must(not upgrade(WEB).startswith(b"HTTP/1.1 101"), "a route without web sockets upgrades")


def says_who_the_client_is():
    client = fresh()
    forged = {"X_Forwarded_For": "1.2.3.4", "X_Real_IP": "1.2.3.4", "Forwarded": "for=1.2.3.4", "X_Forwarded_Proto": "http"}
    answer = ask(WEB, client=client, **forged)
    told = {name: answer.upstream(name) for name in ("X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto", "Host")}
    must(told == {"X-Forwarded-For": client, "X-Real-IP": client, "X-Forwarded-Proto": "https", "Host": WEB}, f"{told}")
    must(answer.upstream("Forwarded") is None, "what the client says of itself is passed on")


def openssl(*arguments):
    """Whether a handshake succeeds, as the program openssl makes it."""
    command = ["openssl", "s_client", "-connect", "127.0.0.1:443", "-servername", WEB, *arguments]
    said = subprocess.run(command, input=b"", capture_output=True, timeout=10, check=False).stdout
    return b"Cipher is (NONE)" not in said and b"Cipher is" in said


def speaks_tls_as_mozilla_says():
    any_level = ["-cipher", "ALL:@SECLEVEL=0"]
    for version in ("-tls1", "-tls1_1"):
        must(not openssl(version, *any_level), f"{version} is spoken")
    for version in ("-tls1_2", "-tls1_3"):
        must(openssl(version), f"{version} is not spoken")
    must(openssl("-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"), "a cipher of the list is refused")
    for cipher in ("ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"):
        must(not openssl("-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0"), f"{cipher} is spoken")
    for curve in ("X25519", "prime256v1", "secp384r1"):
        must(openssl("-groups", curve), f"{curve} is refused")
    must(not openssl("-groups", "secp521r1"), "a curve beside the list is spoken")
    protocols = trusting()
    protocols.set_alpn_protocols(["h2", "http/1.1"])
    with dial(WEB, context=protocols) as stream:
        must(stream.selected_alpn_protocol() == "h2", "HTTP/2 is not spoken")


def seconds_until_closed(send, longest):
    with dial(WEB, limit=longest) as stream:
        stream.sendall(send)
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            while stream.recv(4096):
                pass
        return time.monotonic() - begun


def cuts_off_slow_headers():
    lasted = seconds_until_closed(f"GET / HTTP/1.1\r\nHost: {WEB}\r\nX-Slow: ".encode(), 20)
    must(14 <= lasted < 19, f"a client that does not finish its headers stays {lasted:.0f} s")


def cuts_off_slow_bodies():
    lasted = seconds_until_closed(f"POST / HTTP/1.1\r\nHost: {WEB}\r\nContent-Length: 9\r\n\r\nx".encode(), 35)
    must(29 <= lasted < 34, f"a client that does not finish its body stays {lasted:.0f} s")


def switches(edge, reload=True):
    one(ask(API), "X-Served-By", "blue")
    edge.point("green")
    if reload:
        edge.reload()
    deadline = time.monotonic() + 3
    while (answer := ask(WEB)).all("X-Served-By") == ["blue"] and time.monotonic() < deadline:
        time.sleep(0.05)
    one(answer, "X-Served-By", "green")
    must(json.loads(answer.body)["colour"] == "green", "the old copies answer")


def keeps_idle_clients(edge):
    connection = http.client.HTTPConnection(WEB)
    connection.sock = dial(WEB)
    connection.request("GET", "/")
    connection.getresponse().read()
    edge.reload()
    time.sleep(1)
    connection.request("POST", "/", body=b"x")
    must(connection.getresponse().status == 200, "the request after a reload is lost")


class Edge:
    """A running nginx. A fault is a text of some file, and what stands there instead."""

    def __init__(self, fault=None):
        self.kept = {}
        if fault:
            self.spoil(*fault)
        self.point("blue")
        self.log = open(f"{ROOT}/tmp/edge.log", "w+", encoding="utf-8")
        command = ["chroot", ROOT, "/usr/sbin/nginx", "-g", "daemon off;"]
        self.nginx = subprocess.Popen(command, stderr=self.log, env={"PATH": "/usr/sbin:/usr/bin"})

    def spoil(self, name, old, new):
        changed = 0
        for path in glob.glob(f"{SITE}/{name}"):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if old in text:
                changed += 1
                self.kept[path] = text
                self.write(path, text.replace(old, new))
        if not changed:
            raise SystemExit(f"no file {name} says {old!r}: the fault is none")

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def __enter__(self):
        for _ in range(100):
            with contextlib.suppress(OSError):
                connect(443, "127.0.0.1").close()
                return self
            if self.nginx.poll() is not None:
                break
            time.sleep(0.05)
        self.__exit__()
        self.log.seek(0)
        raise SystemExit(f"nginx does not start: {self.log.read()}")

    def __exit__(self, *_):
        self.nginx.send_signal(signal.SIGTERM)
        self.nginx.wait(10)
        for path, text in self.kept.items():
            self.write(path, text)

    def point(self, colour):
        with contextlib.suppress(FileNotFoundError):
            os.remove(f"{SITE}/active.conf.new")
        os.symlink(f"upstreams-{colour}.conf", f"{SITE}/active.conf.new")
        os.replace(f"{SITE}/active.conf.new", f"{SITE}/active.conf")

    def reload(self):
        self.nginx.send_signal(signal.SIGHUP)


CHECKS = [
    redirects, answers_certbot, refuses_unknown_hosts, sends_headers_everywhere, hides_dotfiles, limits_each_client,
    knows_clients_behind_the_cdn, believes_nobody_else, limits_connections, limits_bodies, lets_listed_pages_call,
    lets_no_other_page_call, upgrades_to_web_sockets, says_who_the_client_is, speaks_tls_as_mozilla_says,
]
LASTING = [cuts_off_slow_headers, cuts_off_slow_bodies]

# A fault, and who has to notice it.
FAULTS = [
    (redirects, ("site.conf", "return 301 https://", "return 302 http://")),
    (answers_certbot, ("site.conf", "acme-challenge/ {", "acme-nothing/ {")),
    (refuses_unknown_hosts, ("site.conf", "return 444;", 'return 200 "welcome";')),
    (refuses_unknown_hosts, ("site.conf", "ssl_reject_handshake on;", 'return 200 "welcome";')),
    (sends_headers_everywhere, ("snippets/headers.conf", " always;", ";")),
    (sends_headers_everywhere, ("routes/api.*.conf", "        include", "        # include")),
    (sends_headers_everywhere, ("snippets/proxy.conf", "proxy_hide_header X-Frame-Options;", "")),
    (hides_dotfiles, ("routes/*.conf", "location ~ /\\.(", "location ~ /never(")),
    (limits_each_client, ("site.conf", "limit_req_zone $binary_remote_addr", "limit_req_zone $server_name")),
    (limits_each_client, ("site.conf", "limit_req_zone $binary_remote_addr", "limit_req_zone $http_x_forwarded_for")),
    (limits_each_client, ("routes/api.*.conf", "limit_req zone", "# limit_req zone")),
    (knows_clients_behind_the_cdn, ("snippets/cdn-*.conf", "set_real_ip_from 173.", "# set_real_ip_from 173.")),
    (believes_nobody_else, ("snippets/cdn-*.conf", "real_ip_header", "set_real_ip_from 0.0.0.0/0;\nreal_ip_header")),
    (limits_connections, ("routes/api.*.conf", " 4;", " 5;")),
    (limits_bodies, ("routes/api.*.conf", "client_max_body_size 64k", "client_max_body_size 1m")),
    (lets_listed_pages_call, ("routes/api.*.conf", "Vary Origin", "X-Vary Origin")),
    (lets_listed_pages_call, ("routes/api.*.conf", "proxy_hide_header Access-Control-Allow-Origin;", "")),
    (lets_no_other_page_call, ("site.conf", 'default "";\n    https', "default $http_origin;\n    https")),
    (lets_no_other_page_call, ("site.conf", f"    {PAGE_ORIGIN} ", f"    ~^{PAGE_ORIGIN} ")),
    (upgrades_to_web_sockets, ("routes/api.*.conf", "Upgrade $http_upgrade", 'Upgrade ""')),
    (upgrades_to_web_sockets, ("routes/*.conf", 'Upgrade "";\n        proxy_set_header Connection ""', "Upgrade $http_upgrade;\n        proxy_set_header Connection upgrade")),
    (says_who_the_client_is, ("snippets/proxy.conf", "X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for")),
    (speaks_tls_as_mozilla_says, ("snippets/tls.conf", "ssl_ciphers ", "ssl_ciphers ECDHE-ECDSA-AES128-SHA256:")),
    (speaks_tls_as_mozilla_says, ("snippets/tls.conf", "ssl_protocols TLSv1.2", "ssl_protocols TLSv1.1 TLSv1.2;\nssl_conf_command MinProtocol TLSv1.1;\n#")),
    (speaks_tls_as_mozilla_says, ("snippets/tls.conf", "secp384r1;", "secp384r1:secp521r1;")),
    (cuts_off_slow_headers, ("site.conf", "client_header_timeout 15s", "client_header_timeout 90s")),
]

FAILED = []


def report(good, what, why=""):
    print(f"{'ok    ' if good else 'FAILED'}  {ENVIRONMENT}: {what}{f': {why}' if why and not good else ''}", flush=True)
    if not good:
        FAILED.append(what)


def name(check):
    return check.__name__.replace("_", " ")


def holds(check, *arguments):
    """Why it does not hold; nothing when it does."""
    try:
        check(*arguments)
    except (AssertionError, OSError, http.client.HTTPException, ValueError, IndexError) as why:
        return f"{type(why).__name__} {why}"
    return None


def sound():
    with Edge() as edge:
        lasting = []
        for check in LASTING:
            thread = threading.Thread(target=lambda check=check: lasting.append((check, holds(check))))
            thread.start()
            lasting.append(thread)
        for check in CHECKS:
            why = holds(check)
            report(why is None, name(check), why)
        for thread in [it for it in lasting if isinstance(it, threading.Thread)]:
            thread.join()
        for check, why in [it for it in lasting if isinstance(it, tuple)]:
            report(why is None, name(check), why)
        if SAID["new"]:
            why = holds(keeps_idle_clients, edge)
            report(why is None, name(keeps_idle_clients), why)
        why = holds(switches, edge)
        report(why is None, name(switches), why)


def faulty():
    for check, fault in FAULTS:
        with Edge(fault):
            report(holds(check) is not None, f"{name(check)}, and notices {fault[0]} without {fault[1].splitlines()[0].strip()!r}")
    with Edge() as edge:
        report(holds(switches, edge, False) is not None, "switches, and notices that nginx was not reloaded")
    without = ("routes/*.conf", "keepalive_min_timeout 10s;", "") if SAID["new"] else None
    with Edge(without) as edge:
        lost = holds(keeps_idle_clients, edge) is not None
        report(lost, "keeps idle clients, and notices that `keepalive_min_timeout` is missing")


subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["ip", "address", "add", f"{OF_THE_CDN}/32", "dev", "lo"], check=True)
serve()
sound()
faulty()
print(f"{ENVIRONMENT}: {len(FAILED)} failed")
sys.exit(1 if FAILED else 0)
