import { startViewer } from '../../viewer/servers';

/** The server over a folder in a process of its own, for `attack.ts`: says its address, and at a message its largest memory so far. */
const [folder = '', storeFolder = ''] = process.argv.slice(2);
const { url } = await startViewer({ folders: [folder], storeFolder });
process.on('message', () => process.send?.({ peakBytes: process.resourceUsage().maxRSS * 1024 }));
process.on('disconnect', () => process.exit());
process.send?.({ url });
