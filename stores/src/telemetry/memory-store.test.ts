import { openMemoryStore } from './memory-store.js';
import { telemetryConformance } from './conformance/telemetry-conformance.js';

telemetryConformance({ name: 'memory', open: async () => openMemoryStore() });
