// ONNX Runtime behind fastify in its best form: raw bytes in and out, no JSON, the tensor a view of the body wherever that is aligned.
// Arguments: the model's file, its input, the input's shape as 1,3,48,192, the port, and tuned (one core, one thread, no spinning) or defaults.
import fastify from "fastify";
import * as ort from "onnxruntime-node";

const [model, input, shape, port, options] = process.argv.slice(2);
const dimensions = shape.split(",").map(Number);
const tuned = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
};
const session = await ort.InferenceSession.create(model, options === "tuned" ? tuned : {});
const output = session.outputNames[0];
const app = fastify({ logger: false });
app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_, body, done) => done(null, body));
app.get("/ready", (_, reply) => reply.send("ok"));
app.post("/infer", async (request, reply) => {
  const body = request.body.byteOffset % 4 === 0 ? request.body : Buffer.copyBytesFrom(request.body);
  const data = new Float32Array(body.buffer, body.byteOffset, body.byteLength / 4);
  const result = (await session.run({ [input]: new ort.Tensor("float32", data, dimensions) }))[output].data;
  return reply.type("application/octet-stream").send(Buffer.from(result.buffer, result.byteOffset, result.byteLength));
});
await app.listen({ host: "127.0.0.1", port: Number(port) });
