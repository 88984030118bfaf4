import { readFileSync } from 'node:fs';
import { startViewer } from '../../viewer/servers';

/** The server over a folder in a process of its own, for `attack.ts`: says its address, and at a message its largest memory so far. */
const [folder = '', storeFolder = ''] = process.argv.slice(2);
const { url } = await startViewer({ folders: [folder], storeFolder });
/** Of this program alone: maxRSS counts what the process was before, a copy of the one that started it. */
const peakBytes = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.on('message', () => process.send?.({ peakBytes: peakBytes() }));
process.on('disconnect', () => process.exit());
process.send?.({ url });
