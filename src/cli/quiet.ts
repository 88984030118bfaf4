/**
 * Without it onnxruntime-node (1.30) looks up a host of its maker, and leaves a device id and a store of events below the home folder and a log
 * in the temporary one, as soon as a session is made. Its native part reads this when it is loaded: import this file before the package.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
