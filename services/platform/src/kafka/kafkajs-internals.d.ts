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
