/** A word beside an icon that gives way where the window is narrow; it keeps naming its control. */
export const wideOnly = 'max-[1439px]:sr-only';
