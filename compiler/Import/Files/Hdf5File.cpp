//===- Hdf5File.cpp - An HDF5 file held in memory -------------------------===//

#include "compiler/Import/Files/Hdf5File.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <cerrno>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace anabranch::import;
using llvm::StringRef;

namespace {
/// Closes an HDF5 handle of any kind.
class Handle {
public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id(id), close(close) {}
  Handle(const Handle &) = delete;
  Handle &operator=(const Handle &) = delete;
  ~Handle() {
    if (id >= 0)
      close(id);
  }
  operator hid_t() const { return id; }

private:
  hid_t id;
  herr_t (*close)(hid_t);
};
} // namespace

/// Far more than any network has, so that a damaged size does not fill the
/// memory.
static constexpr hsize_t maximumCount = hsize_t(16) << 30;
static constexpr hssize_t maximumStrings = hssize_t(1) << 20;

/// The processor time that strings may take; those of the largest models take
/// a hundredth of it.
static constexpr rlim_t maximumSeconds = 1;

/// HDF5 1.10 trusts the lengths of strings in a file, and crashes where they
/// are damaged, or looks for their end forever. So what reads strings runs in a
/// child process first, which finds the same memory; false if it does not come
/// back.
static bool survives(llvm::function_ref<void()> action) {
  pid_t child = fork();
  if (child < 0)
    return false;
  if (child == 0) {
    // However it ends, it leaves no core file.
    rlimit seconds = {maximumSeconds, maximumSeconds}, none = {0, 0};
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_CORE, &none);
    action();
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Hdf5File::isHdf5(StringRef bytes) {
  return bytes.starts_with("\x89HDF\r\n\x1a\n");
}

std::unique_ptr<Hdf5File> Hdf5File::open(llvm::ArrayRef<char> bytes,
                                         bool isWritable) {
  // The library would print a stack of its own functions.
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  constexpr size_t increment = 1 << 20;
  if (H5Pset_fapl_core(access, increment, /*backing_store=*/false) < 0 ||
      H5Pset_file_image(access, const_cast<char *>(bytes.data()),
                        bytes.size()) < 0)
    return nullptr;
  hid_t file =
      H5Fopen("weights.h5", isWritable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access);
  return file < 0 ? nullptr : std::unique_ptr<Hdf5File>(new Hdf5File(file));
}

Hdf5File::~Hdf5File() { H5Fclose(file); }

bool Hdf5File::contains(StringRef path) const {
  // Every group on the way has to exist for the next to be asked for.
  for (size_t end = 0; end != StringRef::npos;) {
    end = path.find('/', end + 1);
    if (H5Lexists(file, path.take_front(end).str().c_str(), H5P_DEFAULT) <= 0)
      return false;
  }
  return true;
}

std::vector<std::string> Hdf5File::listArrays(StringRef path) const {
  std::vector<std::string> names;
  Handle group(H5Gopen2(file, path.str().c_str(), H5P_DEFAULT), H5Gclose);
  auto collect = [](hid_t, const char *name, const H5O_info_t *info,
                    void *list) -> herr_t {
    if (info->type == H5O_TYPE_DATASET)
      static_cast<std::vector<std::string> *>(list)->push_back(name);
    return 0;
  };
  if (group >= 0)
    H5Ovisit2(group, H5_INDEX_NAME, H5_ITER_NATIVE, collect, &names,
              H5O_INFO_BASIC);
  return names;
}

std::optional<llvm::SmallVector<int64_t>>
Hdf5File::getShape(StringRef path) const {
  Handle array(H5Dopen2(file, path.str().c_str(), H5P_DEFAULT), H5Dclose);
  if (array < 0)
    return std::nullopt;
  Handle space(H5Dget_space(array), H5Sclose);
  int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0)
    return std::nullopt;
  llvm::SmallVector<hsize_t> sizes(rank);
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return llvm::SmallVector<int64_t>(sizes.begin(), sizes.end());
}

std::optional<std::vector<float>> Hdf5File::readFloats(StringRef path) const {
  std::optional<llvm::SmallVector<int64_t>> shape = getShape(path);
  if (!shape)
    return std::nullopt;
  hsize_t count = 1;
  for (int64_t size : *shape) {
    if (size != 0 && count > maximumCount / static_cast<hsize_t>(size))
      return std::nullopt;
    count *= static_cast<hsize_t>(size);
  }
  Handle array(H5Dopen2(file, path.str().c_str(), H5P_DEFAULT), H5Dclose);
  // A damaged file may hold less than the shape says, and the library would
  // read beyond it. Packed numbers, which it checks, may well be shorter, but
  // not absent: they would be zeros.
  Handle creation(H5Dget_create_plist(array), H5Pclose);
  Handle element(H5Dget_type(array), H5Tclose);
  size_t size = H5Tget_size(element);
  hsize_t stored = H5Dget_storage_size(array);
  bool isPacked = H5Pget_layout(creation) == H5D_CHUNKED;
  if (size == 0 || (count != 0 && stored == 0) ||
      (!isPacked && stored / size < count))
    return std::nullopt;
  std::vector<float> values(count);
  if (H5Dread(array, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT,
              values.data()) < 0)
    return std::nullopt;
  return values;
}

std::optional<int64_t> Hdf5File::readInteger(StringRef path) const {
  std::optional<llvm::SmallVector<int64_t>> shape = getShape(path);
  int64_t value = 0;
  Handle array(H5Dopen2(file, path.str().c_str(), H5P_DEFAULT), H5Dclose);
  if (!shape || !shape->empty() ||
      H5Dread(array, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) <
          0)
    return std::nullopt;
  return value;
}

/// Reads strings of any length, of which HDF5 keeps an array of pointers.
static std::optional<std::vector<std::string>>
readPointers(hid_t attribute, hid_t space, size_t count) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5Tget_cset(Handle(H5Aget_type(attribute), H5Tclose)));
  std::vector<char *> pointers(count);
  if (H5Aread(attribute, type, static_cast<void *>(pointers.data())) < 0)
    return std::nullopt;
  std::vector<std::string> strings;
  strings.reserve(count);
  for (const char *pointer : pointers)
    strings.emplace_back(pointer ? pointer : "");
  H5Dvlen_reclaim(type, space, H5P_DEFAULT,
                  static_cast<void *>(pointers.data()));
  return strings;
}

/// Reads strings that have all the same length, and zeros behind them.
static std::optional<std::vector<std::string>> readPadded(hid_t attribute,
                                                          size_t count) {
  Handle type(H5Aget_type(attribute), H5Tclose);
  size_t size = H5Tget_size(type);
  if (size == 0 || count > maximumCount / size)
    return std::nullopt;
  std::vector<char> bytes(count * size);
  if (H5Aread(attribute, type, bytes.data()) < 0)
    return std::nullopt;
  std::vector<std::string> strings;
  strings.reserve(count);
  for (size_t i = 0; i < count; ++i)
    strings.emplace_back(&bytes[i * size], strnlen(&bytes[i * size], size));
  return strings;
}

std::optional<std::vector<std::string>>
Hdf5File::readStrings(StringRef group, StringRef attribute) const {
  std::optional<std::vector<std::string>> result;
  auto read = [&] {
    Handle found(H5Aopen_by_name(file, group.str().c_str(),
                                 attribute.str().c_str(), H5P_DEFAULT,
                                 H5P_DEFAULT),
                 H5Aclose);
    if (found < 0)
      return;
    Handle type(H5Aget_type(found), H5Tclose);
    Handle space(H5Aget_space(found), H5Sclose);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    if (count < 0 || count > maximumStrings || H5Tget_class(type) != H5T_STRING)
      return;
    result = H5Tis_variable_str(type) > 0 ? readPointers(found, space, count)
                                          : readPadded(found, count);
  };
  if (survives(read))
    read();
  return result;
}

bool Hdf5File::write(StringRef path, llvm::ArrayRef<int64_t> shape,
                     int64_t fileType, int64_t type, const void *values) {
  std::string name = path.str();
  // An array of the same shape keeps its own type of numbers.
  if (contains(path)) {
    if (auto known = getShape(path);
        !known || llvm::ArrayRef<int64_t>(*known) != shape)
      H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  }
  if (!contains(path)) {
    Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links, 1);
    llvm::SmallVector<hsize_t> sizes(shape.begin(), shape.end());
    Handle space(
        H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
        H5Sclose);
    Handle made(H5Dcreate2(file, name.c_str(), fileType, space, links,
                           H5P_DEFAULT, H5P_DEFAULT),
                H5Dclose);
    if (made < 0)
      return false;
  }
  Handle array(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  return array >= 0 &&
         H5Dwrite(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
}

bool Hdf5File::writeFloats(StringRef path, llvm::ArrayRef<int64_t> shape,
                           llvm::ArrayRef<float> values) {
  return write(path, shape, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data());
}

bool Hdf5File::writeInteger(StringRef path, int64_t value) {
  return write(path, {}, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void Hdf5File::clearGroup(StringRef path) {
  if (!contains(path))
    return;
  for (const std::string &name : listArrays(path))
    H5Ldelete(file, (path.str() + "/" + name).c_str(), H5P_DEFAULT);
}

std::vector<char> Hdf5File::getBytes() const {
  H5Fflush(file, H5F_SCOPE_GLOBAL);
  ssize_t size = H5Fget_file_image(file, nullptr, 0);
  std::vector<char> bytes(std::max<ssize_t>(size, 0));
  H5Fget_file_image(file, bytes.data(), bytes.size());
  return bytes;
}
