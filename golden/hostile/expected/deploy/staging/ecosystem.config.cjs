// Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
// then run `formwork plan` and `formwork apply`.

// The processes of hostile in staging. scripts/deploy.sh starts the copies it needs by name. Values come from
// the environment's files when PM2 loads this file: settings from env/ beside it, secrets from the host.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const RELEASE = path.resolve(__dirname, '..', '..');
const SETTINGS = path.join(__dirname, 'env');
const SECRETS = "/etc/hostile/staging";
const LOGS = "/opt/hostile/staging/logs";

const ESCAPES = { n: '\n', '"': '"', '\\': '\\', $: '$', '0140': '`' };

// The value of a line: bare, in single quotes as it stands, or in double quotes with \n, \", \\, \$ and \0140 (`).
function readValue(text, place) {
  const double = /^"((?:[^"\\]|\\(?:[n"\\$]|0140))*)"$/.exec(text);
  if (double) return double[1].replace(/\\([n"\\$]|0140)/g, (_, letter) => ESCAPES[letter]);
  const single = /^'([^']*)'$/.exec(text);
  if (single) return single[1];
  if (/^["']/.test(text)) throw new Error(`${place}: a quote is not closed`);
  return text;
}

// NAME=value, one a line; empty lines and lines that begin with # mean nothing. A fault is named by its place only:
// the value may be a secret.
function readFile(file) {
  const variables = {};
  fs.readFileSync(file, 'utf8').split(/\r?\n/).forEach((line, index) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return;
    const place = `${file}:${index + 1}`;
    const pair = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(text);
    if (!pair) throw new Error(`${place}: not of the form NAME=value`);
    variables[pair[1]] = readValue(pair[2], place);
  });
  return variables;
}

function settings(service) {
  const file = path.join(SETTINGS, `${service}.env`);
  return fs.existsSync(file) ? readFile(file) : {};
}

function secrets(service) {
  return readFile(path.join(SECRETS, `${service}.env`));
}

// What all processes have in common. A copy listens on this host only; nginx is what the world reaches.
function copy(name, service, options) {
  return {
    name,
    cwd: path.join(RELEASE, 'app', service),
    exec_mode: 'fork',
    instances: 1,
    autorestart: true,
    exp_backoff_restart_delay: 200,
    vizion: false,
    merge_logs: true,
    time: true,
    out_file: path.join(LOGS, `${name}.out.log`),
    error_file: path.join(LOGS, `${name}.error.log`),
    ...options,
  };
}

module.exports = {
  apps: [
    copy("hostile-staging-api", "api", {
      script: "server.js",
      interpreter: "node",
      args: ["--say=it's \"50%\" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ <b>harm</b> </script> [x](y)","-- it's \"50%\" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \\ <b>harm</b> </script> [x](y)\nharm"],
      kill_timeout: 35000,
      max_memory_restart: "512M",
      env: {
        ...settings("api"),
        ...secrets("api"),
        HOST: "127.0.0.1",
        HOSTNAME: "127.0.0.1",
        PORT: "13000",
      },
    }),
    copy("hostile-staging-jobs", "jobs", {
      script: "bash",
      interpreter: "none",
      args: ["-c","node -e 'console.log(\"it is {{ harm }} {% harm %} # : ` %h \", process.env.HOME)'"],
      kill_timeout: 35000,
      max_memory_restart: "512M",
      env: {
        ...settings("jobs"),
        ...secrets("jobs"),
      },
    }),
  ],
};
