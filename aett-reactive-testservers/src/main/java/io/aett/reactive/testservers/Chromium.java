package io.aett.reactive.testservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A headless Chromium, driven by the DevTools protocol at {@code http://host:port/json}: one on the PATH, or the one that a package of npm
 * carries. It has a profile of its own, which is deleted with it.
 */
public final class Chromium extends TestServer {

    private static final String LOOPBACK = "127.0.0.1";

    private static final List<String> OPTIONS = List.of(
            "--headless",
            // Root has no user namespace to put a page into, and what is shown is the tests' own.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-default-browser-check",
            "--no-pings",
            "--hide-scrollbars",
            "--font-render-hinting=none",
            "--lang=en-US");

    private Chromium(Found found) {
        super(found);
    }

    /** Starts one for the caller alone. */
    public static Chromium startOwn() {
        ChromiumPrograms.Program program = ChromiumPrograms.find();
        int port = Ports.free();
        Path folder = JavaServers.temporaryFolder("chromium");
        List<String> command = new ArrayList<>(List.of(program.file().toString()));
        command.addAll(OPTIONS);
        command.add("--remote-debugging-port=" + port);
        command.add("--user-data-dir=" + folder.resolve("profile"));
        command.add("about:blank");
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "Chromium",
                command,
                environment(program, folder),
                folder,
                true,
                "KILL",
                () -> HttpProbe.answers("http://" + LOOPBACK + ":" + port + "/json/version")));
        process.start();
        return new Chromium(new Found(LOOPBACK, port, program.origin(), process));
    }

    private static Map<String, String> environment(ChromiumPrograms.Program program, Path folder) {
        Map<String, String> own = Map.of("HOME", folder.toString(), "XDG_CACHE_HOME", folder.toString(), "TZ", "UTC");
        Map<String, String> all = new HashMap<>(own);
        all.putAll(program.environment());
        return all;
    }
}
