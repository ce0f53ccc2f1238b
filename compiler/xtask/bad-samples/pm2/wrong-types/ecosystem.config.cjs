module.exports = {
  apps: [{ name: "web", script: "server.js", kill_timeout: "soon", autorestart: "yes", max_memory: "1G" }],
};
