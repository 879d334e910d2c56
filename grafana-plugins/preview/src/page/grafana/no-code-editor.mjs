/** Stands in for the code editor, which no page of the preview shows. */
const NoEditor = () => null;
export const loader = {
  config: () => undefined,
  init: () => Promise.reject(new Error('The preview has no code editor.')),
};
export const Editor = NoEditor;
export const DiffEditor = NoEditor;
export const useMonaco = () => null;
export default NoEditor;
