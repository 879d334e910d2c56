import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { GO_PLUGIN_PROTO, HEALTH_PROTO } from './go-plugin-proto.js';
import { PLUGIN_V2_PROTO } from './pluginv2-proto.js';

/** int64 arrives as a number (all of ours are ms or ids), enums as their names, an absent message as null. */
const OPTIONS = { keepCase: true, longs: Number, enums: String, defaults: true };

function load(proto: string): PackageDefinition {
  const { root } = protobuf.parse(proto, { keepCase: true });
  return fromJSON(root.toJSON(), OPTIONS);
}

function serviceOf(definition: PackageDefinition, name: string): ServiceDefinition {
  const found = definition[name];
  if (!found || 'format' in found) throw new Error(`The protocol text does not define the service ${name}.`);
  return found;
}

const pluginV2 = load(PLUGIN_V2_PROTO);
const goPlugin = load(GO_PLUGIN_PROTO);
const health = load(HEALTH_PROTO);

/** The gRPC services of a data source backend, for a server or a client of grpc-js. */
export const services = {
  data: serviceOf(pluginV2, 'pluginv2.Data'),
  diagnostics: serviceOf(pluginV2, 'pluginv2.Diagnostics'),
  resource: serviceOf(pluginV2, 'pluginv2.Resource'),
  stream: serviceOf(pluginV2, 'pluginv2.Stream'),
  controller: serviceOf(goPlugin, 'plugin.GRPCController'),
  health: serviceOf(health, 'grpc.health.v1.Health'),
} as const;
