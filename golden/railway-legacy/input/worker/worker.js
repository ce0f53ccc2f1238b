const tick = setInterval(() => console.log("asked the carriers"), 60_000);
process.on("SIGTERM", () => {
  console.log("done");
  clearInterval(tick);
});
console.log("ready");
