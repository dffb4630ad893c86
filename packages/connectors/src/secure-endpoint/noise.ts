/**
 * What a computer says of its day. By exclusion, so that a type that nobody foresaw is kept. Not among them is what may
 * leave a computer without protection (failures, `Uninstall`), nor `Scan Completed With Detections`: the vendor does not
 * promise an event of its own for each detection of a scan.
 */
export const noiseTypes = [
  'Policy Update',
  'Scan Started',
  'Scan Completed, No Detections',
  'Endpoint IOC Scan Started',
  'Endpoint IOC Scan Completed, No Detections',
  'Install Started',
  'Initial Agent Registration',
  'Product Update Started',
  'Product Update Completed',
  'Reboot Pending',
  'Reboot Completed',
  'Endpoint Isolation Start Success',
  'Endpoint Isolation Stop Success',
] as const;
