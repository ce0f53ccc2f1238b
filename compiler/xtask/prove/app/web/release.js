// Which release this is, and what is wrong with it. Each build of the trial has another file.

export const release = "none";
export const flaw = "";
