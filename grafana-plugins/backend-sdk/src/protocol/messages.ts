/** The messages of `pluginv2` as they come off and go on the wire. An absent message is null, an absent text is empty. */

export type StringMap = Readonly<Record<string, string>>;
export type StringListMap = Readonly<Record<string, { readonly values: readonly string[] }>>;

export interface WirePluginContext {
  readonly orgId: number;
  readonly pluginId: string;
  readonly user: {
    readonly login: string;
    readonly name: string;
    readonly email: string;
    readonly role: string;
  } | null;
  readonly appSettings: { readonly jsonData: Uint8Array; readonly decryptedSecureJsonData: StringMap } | null;
  readonly dataSourceSettings: {
    readonly uid: string;
    readonly name: string;
    readonly url: string;
    readonly user: string;
    readonly database: string;
    readonly jsonData: Uint8Array;
    readonly decryptedSecureJsonData: StringMap;
    readonly lastUpdatedMS: number;
  } | null;
  readonly grafanaConfig: StringMap;
  readonly pluginVersion: string;
  readonly userAgent: string;
  readonly namespace: string;
}

export interface WireDataQuery {
  readonly refId: string;
  readonly maxDataPoints: number;
  readonly intervalMS: number;
  readonly timeRange: { readonly fromEpochMS: number; readonly toEpochMS: number } | null;
  readonly json: Uint8Array;
  readonly queryType: string;
}

export interface WireQueryDataRequest {
  readonly pluginContext: WirePluginContext | null;
  readonly headers: StringMap;
  readonly queries: readonly WireDataQuery[];
}

export interface WireDataResponse {
  readonly frames: readonly Uint8Array[];
  readonly error: string;
  readonly status: number;
  readonly errorSource: string;
}

export interface WireQueryDataResponse {
  readonly responses: Readonly<Record<string, WireDataResponse>>;
}

export interface WireCheckHealthRequest {
  readonly pluginContext: WirePluginContext | null;
  readonly headers: StringMap;
}

export interface WireCheckHealthResponse {
  readonly status: 'UNKNOWN' | 'OK' | 'ERROR';
  readonly message: string;
  readonly jsonDetails: Uint8Array;
}

export interface WireCollectMetricsRequest {
  readonly pluginContext: WirePluginContext | null;
}

export interface WireCollectMetricsResponse {
  readonly metrics: { readonly prometheus: Uint8Array } | null;
}

export interface WireCallResourceRequest {
  readonly pluginContext: WirePluginContext | null;
  readonly path: string;
  readonly method: string;
  readonly url: string;
  readonly headers: StringListMap;
  readonly body: Uint8Array;
}

export interface WireCallResourceResponse {
  readonly code: number;
  readonly headers: StringListMap;
  readonly body: Uint8Array;
}

/** Subscribe, publish and run share one shape of request. */
export interface WireStreamRequest {
  readonly pluginContext: WirePluginContext | null;
  readonly path: string;
  readonly data: Uint8Array;
  readonly headers: StringMap;
}

export interface WireStreamPermission {
  readonly status: 'PERMITTED' | 'NOT_FOUND' | 'DENIED';
  readonly data: Uint8Array;
}

export interface WireStreamPacket {
  readonly data: Uint8Array;
}
