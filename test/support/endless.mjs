/** A program that runs until it is told to end. */
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
setInterval(() => {}, 1_000);
