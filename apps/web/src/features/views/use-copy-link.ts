import { linkLimits } from '@watchfloor/contract';
import { createLink } from '../../lib/api.ts';
import { copyValue } from '../../lib/copy.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { toWords, useChange } from './use-change.ts';

/** Longer addresses are cut by chats and mail programs; from here on the server gives a short one. */
const longChars = 1_500;

/**
 * Copies the link to a page of ours: as it is, or under a short name that the server makes. Where it cannot make one,
 * the long link is copied and the reason said.
 * @param said about the range: "Its range is absolute."
 */
export function useCopyLink(): (path: string, options: { isShort: boolean; said: string }) => Promise<void> {
  const change = useChange();
  const toast = useToast();
  return async (path, { isShort, said }) => {
    const isLong = path.length > longChars;
    let link = { url: location.origin + path, what: 'the link', why: '' };
    if ((isShort || isLong) && path.length <= linkLimits.pathChars) {
      try {
        const { short } = await change(() => createLink(path));
        link = {
          url: location.origin + short,
          what: 'a short link',
          why: isShort ? '' : ' The long one may be cut in chats and mails.',
        };
      } catch (error) {
        link.why = ` There is no short one: ${toWords(error)}`;
      }
    }
    try {
      await copyValue(link.url, undefined, true);
      toast({ text: `Copied ${link.what}. ${said}${link.why}` });
    } catch {
      toast({ text: `The browser did not allow copying. The link is ${link.url}`, shownMs: 20_000 });
    }
  };
}
