// Plain Node, so that `npm run bench` needs no build: TypeScript from here on goes through sucrase.
require("sucrase/register");
require("./main.ts").main();
