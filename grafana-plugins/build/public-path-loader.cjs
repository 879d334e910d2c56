/**
 * Lets lazily loaded chunks of a module be fetched from where Grafana served module.js (it may sit behind a sub-path or a CDN):
 * the AMD module `module` tells its own address; a nested plugin's dist root is some folders up.
 */
module.exports = function addPublicPath(source) {
  const { id, depth } = this.getOptions();
  return `import amdModule from 'amd-module';
const moduleAddress = amdModule && amdModule.uri;
let publicPath = 'public/plugins/${id}/';
if (moduleAddress) {
  publicPath = moduleAddress.slice(0, moduleAddress.lastIndexOf('/') + 1);
  for (let level = 0; level < ${depth}; level++) publicPath = publicPath.replace(/[^/]+\\/$/, '');
}
__webpack_public_path__ = publicPath;
${source}`;
};
