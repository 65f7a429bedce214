package io.aett.reactive.sample;

import io.aett.reactive.sample.git.GitRepository;
import io.aett.reactive.sample.model.PathText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What file a user may mean. */
final class FileNames {

    private FileNames() {}

    /**
     * The paths, as text, that this name may stand for, the likeliest first: from where the user is, from the root, and each of these once more
     * if the name is written as this program writes it.
     */
    static Set<String> meant(GitRepository git, String name) {
        String root = git.location() + "/";
        boolean absolute = name.startsWith(root);
        String inside = absolute ? name.substring(root.length()) : name;
        List<String> paths = List.of(normal(absolute ? inside : git.prefix() + inside), normal(inside), inside);
        Set<String> texts = new LinkedHashSet<>();
        paths.forEach(path -> texts.add(PathText.of(path)));
        paths.stream().filter(PathText::isText).forEach(texts::add);
        texts.remove("");
        return texts;
    }

    private static String normal(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
