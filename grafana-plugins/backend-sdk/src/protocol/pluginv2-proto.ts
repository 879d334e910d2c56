/**
 * What Grafana says to a backend plugin, in protobuf's language: package `pluginv2`, the parts that a data source serves.
 * Kept as text in a module, so that a bundler carries it and nothing is read from disk at start. Field numbers are the contract;
 * names are ours to choose but for packages, services and methods.
 */
export const PLUGIN_V2_PROTO = `
syntax = "proto3";
package pluginv2;

service Data {
  rpc QueryData(QueryDataRequest) returns (QueryDataResponse);
}
service Diagnostics {
  rpc CheckHealth(CheckHealthRequest) returns (CheckHealthResponse);
  rpc CollectMetrics(CollectMetricsRequest) returns (CollectMetricsResponse);
}
service Resource {
  rpc CallResource(CallResourceRequest) returns (stream CallResourceResponse);
}
service Stream {
  rpc SubscribeStream(SubscribeStreamRequest) returns (SubscribeStreamResponse);
  rpc RunStream(RunStreamRequest) returns (stream StreamPacket);
  rpc PublishStream(PublishStreamRequest) returns (PublishStreamResponse);
}

// Who asks, and for which configured data source.
message PluginContext {
  int64 orgId = 1;
  string pluginId = 2;
  User user = 3;
  AppSettings appSettings = 4;
  DataSourceSettings dataSourceSettings = 5;
  map<string, string> grafanaConfig = 6;
  string pluginVersion = 7;
  string userAgent = 8;
  string apiVersion = 9;
  string namespace = 10;
}
message User {
  string login = 1;
  string name = 2;
  string email = 3;
  string role = 4;
}
message AppSettings {
  bytes jsonData = 3;
  map<string, string> decryptedSecureJsonData = 4;
  int64 lastUpdatedMS = 5;
  string apiVersion = 6;
}
message DataSourceSettings {
  int64 id = 1;
  string name = 2;
  string url = 3;
  string user = 4;
  string database = 5;
  bool basicAuthEnabled = 6;
  string basicAuthUser = 7;
  bytes jsonData = 8;
  map<string, string> decryptedSecureJsonData = 9;
  int64 lastUpdatedMS = 10;
  string uid = 11;
  string apiVersion = 12;
}

// 0: a frame is an Arrow IPC file. 1: a frame is JSON (newest hosts only, and they take Arrow as well).
enum FrameFormat {
  ARROW = 0;
  JSON = 1;
}
message QueryDataRequest {
  PluginContext pluginContext = 1;
  map<string, string> headers = 2;
  repeated DataQuery queries = 3;
  FrameFormat format = 4;
}
message DataQuery {
  string refId = 1;
  int64 maxDataPoints = 2;
  int64 intervalMS = 3;
  TimeRange timeRange = 4;
  bytes json = 5;
  string queryType = 6;
}
message TimeRange {
  int64 fromEpochMS = 1;
  int64 toEpochMS = 2;
}
message QueryDataResponse {
  map<string, DataResponse> responses = 1;
}
message DataResponse {
  repeated bytes frames = 1;
  string error = 2;
  bytes jsonMeta = 3;
  int32 status = 4;
  string errorSource = 5;
  FrameFormat format = 6;
}

message CheckHealthRequest {
  PluginContext pluginContext = 1;
  map<string, string> headers = 2;
}
message CheckHealthResponse {
  HealthStatus status = 1;
  string message = 2;
  bytes jsonDetails = 3;
}
enum HealthStatus {
  UNKNOWN = 0;
  OK = 1;
  ERROR = 2;
}
message CollectMetricsRequest {
  PluginContext pluginContext = 1;
}
message CollectMetricsResponse {
  MetricsPayload metrics = 1;
}
message MetricsPayload {
  bytes prometheus = 1;
}

message StringList {
  repeated string values = 1;
}
message CallResourceRequest {
  PluginContext pluginContext = 1;
  string path = 2;
  string method = 3;
  string url = 4;
  map<string, StringList> headers = 5;
  bytes body = 6;
}
message CallResourceResponse {
  int32 code = 1;
  map<string, StringList> headers = 2;
  bytes body = 3;
}

message SubscribeStreamRequest {
  PluginContext pluginContext = 1;
  string path = 2;
  bytes data = 3;
  map<string, string> headers = 4;
}
enum StreamPermission {
  PERMITTED = 0;
  NOT_FOUND = 1;
  DENIED = 2;
}
message SubscribeStreamResponse {
  StreamPermission status = 1;
  bytes data = 2;
}
message PublishStreamRequest {
  PluginContext pluginContext = 1;
  string path = 2;
  bytes data = 3;
  map<string, string> headers = 4;
}
message PublishStreamResponse {
  StreamPermission status = 1;
  bytes data = 2;
}
message RunStreamRequest {
  PluginContext pluginContext = 1;
  string path = 2;
  bytes data = 3;
  map<string, string> headers = 4;
}
message StreamPacket {
  bytes data = 1;
}
`;
