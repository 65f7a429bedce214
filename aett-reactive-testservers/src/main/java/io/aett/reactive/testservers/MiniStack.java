package io.aett.reactive.testservers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** MiniStack from Python packages, one process per service that is asked for. It keeps everything in memory. */
final class MiniStack {

    static final String CREDENTIAL = "test";
    static final String LOOPBACK = "127.0.0.1";

    private static final String PACKAGE = "ministack==1.5.33";
    private static final List<String> REQUIREMENTS = List.of(PACKAGE, "hypercorn==0.18.0");

    private MiniStack() {}

    /** Starts it on a port, running this Python program, and returns when it answers. */
    static ServerProcess start(String service, String program, int port) {
        Path installed = ServerCache.ofEnvironment()
                .folder(PACKAGE.replace("==", "-"), draft -> Python.installInto(draft, REQUIREMENTS));
        Path folder = JavaServers.temporaryFolder(service);
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "MiniStack",
                List.of(installed.resolve("bin/python").toString(), "-c", program),
                Map.of(
                        "SERVICES",
                        service,
                        "BIND_HOST",
                        LOOPBACK,
                        "GATEWAY_PORT",
                        Integer.toString(port),
                        "LOG_LEVEL",
                        "WARNING",
                        "TMPDIR",
                        folder.toString(),
                        "AWS_ACCESS_KEY_ID",
                        CREDENTIAL,
                        "AWS_SECRET_ACCESS_KEY",
                        CREDENTIAL),
                folder,
                true,
                "TERM",
                () -> HttpProbe.answers("http://" + LOOPBACK + ":" + port + "/")));
        process.start();
        return process;
    }
}
