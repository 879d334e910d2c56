export { eventsOf } from './events-of.js';
export { lateTrucks } from './faults.js';
export { simulateDay, type SimulatedOrder } from './simulate-day.js';
