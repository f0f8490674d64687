// Node's side: node server.js <port>
require("http").createServer((request, response) => {
  const json = request.url === "/json";
  const body = json ? JSON.stringify({ message: "Hello, World!" }) : "Hello, World!";
  response.writeHead(200, { "Content-Type": json ? "application/json" : "text/plain", "Content-Length": body.length });
  response.end(body);
}).listen(Number(process.argv[2]), "127.0.0.1");
