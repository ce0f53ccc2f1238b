// One JSON object a line on stdout: whoever collects it can search it.

export function log(level, message, fields = {}) {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
}
