declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/network/connection.js' {
  export default class Connection {
    send(request: unknown): Promise<unknown>;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    static nextPowerOfTwo(value: number): number;
    buf: Buffer;
    readonly buffer: Buffer;
    ensureAvailable(length: number): void;
    writeInt32(value: number): this;
    writeVarIntBytes(value: Buffer | null): this;
    writeString(value: string | null): this;
  }
}
