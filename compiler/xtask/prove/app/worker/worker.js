// Takes work by itself: here it only says once a second that it does.

const timer = setInterval(() => console.log("working"), 1000);
process.once("SIGTERM", () => clearInterval(timer));
