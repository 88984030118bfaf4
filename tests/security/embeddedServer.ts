import express from 'express';
import { dicomweb } from '../../viewer/dicomweb';
import { InstanceStore } from '../../viewer/dicomweb/instanceStore';
import { listen } from '../../viewer/server';

/** The embedded server, as `npm start` has it, on a free port: `embeddedServer.ts STORE_FOLDER [FOLDER ...]`. */
const [storeFolder, ...folders] = process.argv.slice(2);
const { store, report } = await InstanceStore.open({ folders, storeFolder, root: '/dicomweb' });
const app = express();
app.use('/dicomweb', dicomweb(store));
const { port } = await listen(app, 0, '127.0.0.1');
console.log(`files: ${JSON.stringify(report)}\nport: ${port}`);
