//===- Hdf5Weights.cpp - Trained weights of a .keras archive --------------===//

#include "compiler/Import/Hdf5Weights.h"

#include "compiler/Import/Layers.h"

#include <hdf5.h>

using namespace mlir;
using namespace anabranch::import;

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

Hdf5Weights::~Hdf5Weights() {
  if (file >= 0)
    H5Fclose(file);
}

FailureOr<std::unique_ptr<Hdf5Weights>>
Hdf5Weights::open(Reporter &reporter, std::vector<char> &bytes) {
  // The library would print a stack of its own functions.
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  constexpr size_t increment = 1 << 20;
  std::unique_ptr<Hdf5Weights> result(new Hdf5Weights(reporter));
  if (H5Pset_fapl_core(access, increment, /*backing_store=*/false) >= 0 &&
      H5Pset_file_image(access, bytes.data(), bytes.size()) >= 0)
    result->file = H5Fopen("model.weights.h5", H5F_ACC_RDONLY, access);
  if (result->file < 0)
    return reporter.error("the archive's member \"model.weights.h5\" is "
                          "damaged: save the model again");
  return result;
}

FailureOr<std::vector<float>> Hdf5Weights::read(const Layer &layer,
                                                StringRef variable,
                                                unsigned index,
                                                RankedTensorType type) {
  auto fail = [&](const Twine &message) {
    return reporter.error(layer.location, "layer " + quote(layer.name) +
                                              ": the weights for \"" +
                                              variable + "\" " + message +
                                              ": save the model again");
  };
  std::string path = layer.weightsGroup + "/vars/" + std::to_string(index);
  Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
  if (dataset < 0)
    return fail("are missing in the archive");
  Handle space(H5Dget_space(dataset), H5Sclose);
  int rank = H5Sget_simple_extent_ndims(space);
  SmallVector<hsize_t> sizes(std::max(rank, 0));
  if (rank >= 0)
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  SmallVector<int64_t> shape(sizes.begin(), sizes.end());
  if (rank < 0 || ArrayRef<int64_t>(shape) != type.getShape())
    return fail(
        "have the shape " +
        printShape(RankedTensorType::get(shape, type.getElementType())) +
        " where the layer needs " + printShape(type));
  std::vector<float> values(static_cast<size_t>(type.getNumElements()));
  if (H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT,
              values.data()) < 0)
    return fail("cannot be read");
  return values;
}
