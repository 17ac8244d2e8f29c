/** `npm start`: makes the clone ready, then becomes Lotse itself, so that a signal to this process reaches it. */
await import('./ready.mjs');
await import('../../dist/bot/index.js');
