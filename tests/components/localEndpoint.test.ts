import assert from "node:assert/strict";
import { reachesOnlyThisMachine } from "../../components/localEndpoint";

describe("The program reaches only this machine if IAM and STS both stay on it", () => {
  const local: readonly Record<string, string>[] = [
    { AWS_ENDPOINT_URL: "http://127.0.0.1:5000" },
    { AWS_ENDPOINT_URL: "http://127.8.9.1" },
    { AWS_ENDPOINT_URL: "http://localhost:4566/" },
    { AWS_ENDPOINT_URL: "http://[::1]:5000" },
    { AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:1", AWS_ENDPOINT_URL_STS: "http://127.0.0.1:2" },
    {
      AWS_ENDPOINT_URL: "https://example.com",
      AWS_ENDPOINT_URL_IAM: "http://[::1]",
      AWS_ENDPOINT_URL_STS: "http://[::1]",
    },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:5000", AWS_ENDPOINT_URL_IAM: "" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:5000", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
  ];
  for (const environment of local) {
    it(`true for ${JSON.stringify(environment)}`, () => {
      assert.equal(reachesOnlyThisMachine(environment), true);
    });
  }

  const remote: readonly Record<string, string>[] = [
    {},
    { AWS_ENDPOINT_URL: "" },
    { AWS_ENDPOINT_URL: "127.0.0.1:5000" },
    { AWS_ENDPOINT_URL: "https://sts.eu-west-1.amazonaws.com" },
    { AWS_ENDPOINT_URL: "http://10.0.0.1:5000" },
    { AWS_ENDPOINT_URL: "http://localhost.example.com" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1.example.com" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1@example.com" },
    { AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:1" },
    { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_STS: "https://example.com" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "True" },
  ];
  for (const environment of remote) {
    it(`false for ${JSON.stringify(environment)}`, () => {
      assert.equal(reachesOnlyThisMachine(environment), false);
    });
  }
});
