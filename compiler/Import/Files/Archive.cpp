//===- Archive.cpp - Members of a .keras archive --------------------------===//

#include "compiler/Import/Files/ModelFile.h"
#include "compiler/Import/Files/ModelText.h"

#include <memory>
#include <zip.h>

using namespace mlir;
using namespace anabranch::import;

/// Far more than any network has, so that a damaged size does not fill the
/// memory.
static constexpr zip_uint64_t maximumSize = zip_uint64_t(64) << 30;

namespace {
struct CloseArchive {
  void operator()(zip_t *archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t *member) const { zip_fclose(member); }
};
} // namespace

/// Reads a member into `content`; false if the archive has none of that name.
template <typename Buffer>
static FailureOr<bool> readMember(Reporter &reporter, zip_t *archive,
                                  const char *name, Buffer &content) {
  zip_stat_t status;
  if (zip_stat(archive, name, 0, &status) != 0)
    return false;
  auto fail = [&](const Twine &why) {
    return reporter.error(Twine("the archive's member \"") + name +
                          "\" cannot be read: " + why +
                          ": save the model again");
  };
  if (!(status.valid & ZIP_STAT_SIZE) || status.size > maximumSize)
    return fail("its size is damaged");
  std::unique_ptr<zip_file_t, CloseMember> member(zip_fopen(archive, name, 0));
  if (!member)
    return fail(zip_strerror(archive));
  // In parts: the size in a damaged archive may be wrong.
  constexpr size_t part = 1 << 20;
  while (content.size() < status.size) {
    size_t begin = content.size();
    size_t wanted = std::min<size_t>(part, status.size - begin);
    content.resize(begin + wanted);
    zip_int64_t count = zip_fread(member.get(), content.data() + begin, wanted);
    if (count <= 0)
      return fail(count == 0 ? "it is cut short"
                             : zip_file_strerror(member.get()));
    content.resize(begin + static_cast<size_t>(count));
  }
  // The checksum is compared at the end.
  char beyond;
  zip_int64_t more = zip_fread(member.get(), &beyond, 1);
  if (more != 0)
    return fail(more > 0 ? "it is longer than its size says"
                         : zip_file_strerror(member.get()));
  return true;
}

FailureOr<ModelFile> anabranch::import::readArchive(Reporter &reporter,
                                                    StringRef path) {
  int code = 0;
  std::unique_ptr<zip_t, CloseArchive> archive(
      zip_open(path.str().c_str(), ZIP_RDONLY, &code));
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string message = zip_error_strerror(&error);
    zip_error_fini(&error);
    return reporter.error("is no .keras archive: " + message +
                          ": give a file that model.save() has written");
  }
  ModelFile result;
  FailureOr<bool> config =
      readMember(reporter, archive.get(), "config.json", result.config);
  if (failed(config))
    return failure();
  if (!*config)
    return reporter.error("is no .keras archive: it has no \"config.json\": "
                          "give a file that model.save() has written");
  std::string metadata;
  if (failed(readMember(reporter, archive.get(), "metadata.json", metadata)) ||
      failed(readMember(reporter, archive.get(), "model.weights.h5",
                        result.weights)))
    return failure();
  result.kerasVersion = findKerasVersion(parseJson(metadata));
  return result;
}
