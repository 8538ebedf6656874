//===- ClassFolders.cpp - Where the pictures of each class are ------------===//

#include "runtime/Data/ClassFolders.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace anabranch::runtime {

namespace fs = std::filesystem;

/// Whether it is a directory; not, if that cannot be found out.
static bool isDirectory(const fs::directory_entry &entry) {
  std::error_code ignored;
  return entry.is_directory(ignored);
}

/// What is in a folder, by name, since the file system gives it in any order.
static std::vector<fs::directory_entry> readFolder(const fs::path &folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().filename().native().front() != '.')
      entries.push_back(*entry);
  if (error)
    throw Error(folder, "cannot be read (" + error.message() + ")",
                "check the path and its permissions");
  std::sort(
      entries.begin(), entries.end(),
      [](const fs::directory_entry &left, const fs::directory_entry &right) {
        return left.path().native() < right.path().native();
      });
  return entries;
}

static bool isNamedLikePicture(const fs::path &path) {
  std::string extension = path.extension();
  for (char &letter : extension)
    letter = char(std::tolower(static_cast<unsigned char>(letter)));
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

/// Adds what a class folder holds.
static void addFiles(const fs::path &folder, int32_t label, PictureList &list) {
  for (const fs::directory_entry &entry : readFolder(folder)) {
    std::error_code ignored;
    // As in Keras, links to folders are not followed: they may go in circles.
    if (isDirectory(entry) && !entry.is_symlink(ignored))
      addFiles(entry.path(), label, list);
    else if (!isDirectory(entry) && isNamedLikePicture(entry.path()))
      list.pictures.push_back({entry.path(), label});
    else
      ++list.otherFiles;
  }
}

PictureFolders findPictureFolders(const std::string &directory) {
  auto inside = [&](const char *name) {
    std::error_code ignored;
    fs::path path = fs::path(directory) / name;
    return fs::is_directory(path, ignored) ? path.string() : std::string();
  };
  std::string train = inside("train");
  if (train.empty())
    return {directory, ""};
  for (const char *name : {"test", "validation", "val"})
    if (std::string test = inside(name); !test.empty())
      return {train, test};
  return {train, ""};
}

std::vector<std::string> readClassNames(const std::string &folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry &entry : readFolder(folder))
    if (isDirectory(entry))
      names.push_back(entry.path().filename());
  return names;
}

PictureList listPictures(const std::string &folder,
                         const std::vector<std::string> &classes) {
  PictureList list;
  for (size_t label = 0; label < classes.size(); ++label)
    addFiles(fs::path(folder) / classes[label], int32_t(label), list);
  for (const fs::directory_entry &entry : readFolder(folder))
    list.otherFiles += !isDirectory(entry);
  return list;
}

} // namespace anabranch::runtime
