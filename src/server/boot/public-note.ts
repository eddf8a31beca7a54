/** Removes paths on the server's machine from the note about the recogniser, before it is shown to everybody. */

const MODEL_FOLDER = 'the speech model’s folder';
const SOMEWHERE = 'a place on the server';
const PART = String.raw`[^\s"'’”();,:\\/]+`;
/** An absolute path up to a blank or a punctuation mark. Does not match parts of URLs and package names, nor "and/or". */
const PATH = new RegExp(
  String.raw`(?<![\w.@/\\-])(?<!https?:)(?:[A-Za-z]:)?[\\/]{1,2}(?:${PART}[\\/])*(${PART})[\\/]?`,
  'g',
);

/**
 * @param note One line for the operator. @param modelFolder An absolute path; replaced by a description.
 * @param roots Folders whose names may contain blanks, such as the home folder.
 */
export function withoutPaths(note: string, modelFolder: string | undefined, roots: readonly string[] = []): string {
  const told = modelFolder === undefined ? note : withRole(note, modelFolder.replace(/[\\/]+$/, ''));
  const known = roots.map((root) => root.replace(/[\\/]+$/, '')).filter((root) => root.length > 1);
  const shortened = known.reduce((text, root) => text.replaceAll(root, ''), told);
  // A file's name says what is missing. A folder's name may be a person's name.
  return shortened.replace(PATH, (_, name: string) => (name.includes('.') ? name : SOMEWHERE));
}

function withRole(note: string, folder: string): string {
  const file = new RegExp(`${folder.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}[\\\\/](${PART})`, 'g');
  return note
    .replaceAll(`there is no folder ${folder}`, `${MODEL_FOLDER} is not there`)
    .replaceAll(file, `$1 in ${MODEL_FOLDER}`)
    .replaceAll(folder, MODEL_FOLDER);
}
