import { parseArgs } from 'node:util';
import { defects, enable } from './defects.mjs';
import { Store } from './store.mjs';
import { createApp } from './app.mjs';

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    key: { type: 'string' },
    users: { type: 'string', default: '120' },
    defect: { type: 'string' },
    'list-defects': { type: 'boolean' },
  },
});

if (flags['list-defects']) {
  console.log(JSON.stringify(defects));
} else {
  if (flags.defect) enable(flags.defect);
  const store = new Store();
  store.seed(Number(flags.users));
  const server = createApp(store, flags.key).listen(Number(flags.port), '127.0.0.1', (error) => {
    if (error) throw error;
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
  process.on('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
  });
}
