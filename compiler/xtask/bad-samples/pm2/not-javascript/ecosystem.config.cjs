module.exports = { apps: [
