import original from 'custom-scrollbars-original';

export const Scrollbars = original.default ?? original;
export default Scrollbars;
