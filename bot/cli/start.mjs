/** `npm start`: makes the clone ready, then becomes Lotse itself. The script begins with `exec`, so that a signal to npm reaches it (a shell without exec, as on Windows, runs the second half). */
await import('./ready.mjs');
await import('../../dist/bot/index.js');
