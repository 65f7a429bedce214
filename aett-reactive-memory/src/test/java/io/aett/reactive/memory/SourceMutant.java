package io.aett.reactive.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A source file of the runtime of subscriptions or of processes with one bug in it.
 *
 * @param name what it is called
 * @param file the class
 * @param from the text to be replaced, once; spaces and line ends count for nothing
 * @param to the bug
 * @param suite the member of the contract
 * @param test the test that fails then
 */
record SourceMutant(String name, String file, String from, String to, String suite, String test) {

    private static final List<Path> SOURCES = List.of(
            sources("subscription", "subscription"), sources("process", "process"), sources("core", "internal"));

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private static Path sources(String module, String part) {
        return Path.of("..", "aett-reactive-" + module, "src", "main", "java", "io", "aett", "reactive", part);
    }

    /** All of a table: blocks of {@code key: value} lines. */
    static List<SourceMutant> table(String resource) {
        try (InputStream in = SourceMutant.class.getResourceAsStream(resource)) {
            List<SourceMutant> all = new ArrayList<>();
            for (String block : new String(in.readAllBytes(), UTF_8).strip().split("\n\n+")) {
                Map<String, String> row = new LinkedHashMap<>();
                block.lines()
                        .forEach(line -> row.put(
                                line.substring(0, line.indexOf(':')),
                                line.substring(line.indexOf(':') + 1).strip()));
                String[] killer = row.get("killed by").split("\\.");
                all.add(new SourceMutant(
                        row.get("mutant"), row.get("file"), row.get("from"), row.get("to"), killer[0], killer[1]));
            }
            return all;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Classes with the bug in them: those of this project anew, all others as they are. */
    URLClassLoader compiled(Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path source = directory.resolve("src").resolve(file + ".java");
        Path classes = directory.resolve("classes");
        Files.createDirectories(source.getParent());
        Files.createDirectories(classes);
        Files.writeString(source, mutated(Files.readString(original())));
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean right = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", CLASS_PATH),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            if (!right) {
                throw new AssertionError(name + " does not compile: " + complaints);
            }
        }
        return new OwnFirst(classes);
    }

    private Path original() {
        List<Path> found = SOURCES.stream()
                .map(folder -> folder.resolve(file + ".java"))
                .filter(Files::exists)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(name + ": " + file + " is " + found);
        }
        return found.get(0);
    }

    private String mutated(String source) {
        String text = Arrays.stream(from.split("(?<=\\W)|(?=\\W)"))
                .filter(token -> !token.isBlank())
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*"));
        Matcher matcher = Pattern.compile(text).matcher(source);
        if (!matcher.find()) {
            throw new AssertionError(name + ": " + file + " has no " + from);
        }
        int start = matcher.start();
        int end = matcher.end();
        if (matcher.find()) {
            throw new AssertionError(name + ": " + file + " has more than one " + from);
        }
        return source.substring(0, start) + to + source.substring(end);
    }

    @Override
    public String toString() {
        return name + " by " + suite + "." + test;
    }

    /** Loads this project's classes itself. */
    private static final class OwnFirst extends URLClassLoader {

        OwnFirst(Path classes) {
            super(urls(classes), SourceMutant.class.getClassLoader());
        }

        private static URL[] urls(Path classes) {
            List<URL> urls = new ArrayList<>();
            try {
                urls.add(classes.toUri().toURL());
                for (String entry : CLASS_PATH.split(File.pathSeparator)) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith("io.aett.")) {
                    known = findClass(name);
                }
                return known == null ? super.loadClass(name, resolve) : known;
            }
        }
    }
}
