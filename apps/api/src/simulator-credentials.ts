/** The keys the simulator takes from everybody. */
export const simulatorCredentials = {
  accessKeyId: 'carepost-simulator',
  secretAccessKey: 'carepost-simulator',
};
