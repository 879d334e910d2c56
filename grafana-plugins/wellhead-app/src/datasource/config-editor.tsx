import React from 'react';

/** There is nothing to fill in; the page says how Grafana finds the backend, for the day it does not. */
export function ConfigEditor(): React.JSX.Element {
  return (
    <section aria-labelledby="wellhead-backend">
      <h3 id="wellhead-backend">How Grafana finds the backend</h3>
      <p>
        No settings are needed. A small program beside this plugin tells Grafana where Wellhead&apos;s backend listens.
        It takes the first of these:
      </p>
      <ol style={{ paddingLeft: 24, marginBottom: 12, lineHeight: 1.8 }}>
        <li>
          the file <code>backend.address</code> in the plugin&apos;s folder <code>wellhead-app/datasource</code>, one
          line <code>host:port</code>;
        </li>
        <li>
          <code>address</code> in the section <code>[plugin.wellhead-datasource]</code> of <code>grafana.ini</code>,
          which Grafana passes on as <code>GF_PLUGIN_ADDRESS</code>;
        </li>
        <li>
          <code>127.0.0.1:8091</code>, where <code>npm start</code> listens.
        </li>
      </ol>
      <p>“Save &amp; test” asks the backend and each store behind it, and says which one does not answer.</p>
    </section>
  );
}
