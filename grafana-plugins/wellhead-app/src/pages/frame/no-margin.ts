/** Takes the margin from a Field where its form has gaps of its own. Grafana 12.0 does not know the property, and keeps the margin. */
export const NO_MARGIN: object = { noMargin: true };
