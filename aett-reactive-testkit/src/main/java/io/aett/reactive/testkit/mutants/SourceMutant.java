package io.aett.reactive.testkit.mutants;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
 * A class with one bug in its source. Its tests, run on {@link #compiled}, have to fail.
 *
 * @param name what it does wrong
 * @param file the class, by its simple name
 * @param from the text to be replaced, which is there once; spaces and line ends count for nothing
 * @param to the bug
 * @param killedBy what fails then, as the table says it
 * @param folders where the file is, in one of them
 */
public record SourceMutant(String name, String file, String from, String to, String killedBy, List<Path> folders) {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /**
     * All of a table: blocks of {@code key: value} lines, with the keys {@code mutant}, {@code file}, {@code from}, {@code to} and
     * {@code killed by}.
     *
     * @param user a class beside the resource
     */
    public static List<SourceMutant> table(Class<?> user, String resource, List<Path> folders) {
        List<SourceMutant> all = new ArrayList<>();
        for (String block : text(user, resource).strip().split("\n\n+", -1)) {
            Map<String, String> row = new LinkedHashMap<>();
            block.lines()
                    .forEach(line -> row.put(
                            line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip()));
            all.add(new SourceMutant(
                    value(row, "mutant"),
                    value(row, "file"),
                    value(row, "from"),
                    value(row, "to"),
                    value(row, "killed by"),
                    folders));
        }
        return all;
    }

    private static String text(Class<?> user, String resource) {
        try (InputStream in = user.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("there is no " + resource + " beside " + user.getName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(Map<String, String> row, String key) {
        String value = row.get(key);
        if (value == null) {
            throw new AssertionError("a mutant without " + key + ": " + row);
        }
        return value;
    }

    /**
     * Classes with the bug in them. Those whose names begin with {@code prefix} are loaded anew, all others are as they are.
     *
     * @param directory where the bug is written and compiled
     */
    public URLClassLoader compiled(Path directory, String prefix) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path source = directory.resolve("src").resolve(file + ".java");
        Path classes = directory.resolve("classes");
        Files.createDirectories(directory.resolve("src"));
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
        return new OwnFirst(classes, prefix);
    }

    private Path original() {
        List<Path> found = folders.stream()
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
        return name + " by " + killedBy;
    }

    /** Loads what begins with its prefix itself. */
    private static final class OwnFirst extends URLClassLoader {

        private final String prefix;

        OwnFirst(Path classes, String prefix) {
            super(urls(classes), SourceMutant.class.getClassLoader());
            this.prefix = prefix;
        }

        private static URL[] urls(Path classes) {
            List<URL> urls = new ArrayList<>();
            try {
                urls.add(classes.toUri().toURL());
                for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith(prefix)) {
                    known = findClass(name);
                }
                return known == null ? super.loadClass(name, resolve) : known;
            }
        }
    }
}
