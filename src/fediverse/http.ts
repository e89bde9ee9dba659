import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";

/** Whether an address is one of the public internet's: not of this machine, a local network or a tunnel. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "unicast";
}

/** Whether a URL may be asked at all: https, its usual port, a name rather than an address, no credentials. */
export function isPublicUrl(url: URL): boolean {
  const name = url.hostname.replace(/^\[|\]$/g, "");
  return (
    url.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    isIP(name) === 0 &&
    name.includes(".")
  );
}

const refused = (address: string): Error =>
  Object.assign(new Error(`${address} is not a public address`), { code: "ERR_PRIVATE_ADDRESS" });

/** Resolves a name, and gives out its public addresses only: the connection goes where the check looked. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "", 0);
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (!first) return callback(refused(hostname), "", 0);
    if (options.all) return callback(null, addresses as never);
    callback(null, first.address, first.family);
  });
};

/**
 * The one way out: connections that time out, never follow redirects by themselves and, unless private addresses
 * are allowed (servers on one machine), never reach one, whatever a name resolves to at that moment.
 */
export function makeAgent(allowPrivateAddress: boolean): Agent {
  const limits = { headersTimeout: 10_000, bodyTimeout: 10_000, keepAliveTimeout: 10_000, connections: 20 };
  if (allowPrivateAddress) return new Agent({ ...limits, connect: { timeout: 5000 } });
  const base = buildConnector({ timeout: 5000, lookup: publicLookup });
  return new Agent({
    ...limits,
    connect: (options, callback) => {
      if (isIP(options.hostname)) return callback(refused(options.hostname), null);
      base(options, callback);
    },
  });
}
