/** The second words of session ids: friendly, and easy to tell apart when read out loud. */
export const NOUNS: readonly string[] = `
  acorn albatross alder almond alpaca anchor antelope apple arbor arch aspen aster atlas aurora badger bagel
  bamboo banjo barn basin bay beacon bear beaver beech bell berry birch bison blossom bluebird boat bobcat bonfire
  book boulder branch breeze bridge brook buffalo bugle bunting butter cabin cactus camel canary candle canoe
  canyon captain cardinal caribou carp castle cedar cello chapel cheetah cherry chestnut cliff clock cloud clover
  coast cobra comet compass condor coral cosmos cottage cougar cove coyote crane crater cricket crocus crow
  crystal cypress daisy dale dawn deer delta desert dingo dolphin dome donkey dove dragon drum duck dune eagle
  echo elk elm ember emu falcon fawn feather fern ferret ferry fiddle field finch fir fjord flame flamingo flint
  flower flute forest fountain fox frog galaxy gale garden garnet gazelle gecko geyser gibbon giraffe glacier
  glade goat goose gorge grape grouse grove gull hamlet harbor hare harp harvest hawk hazel heath heather hedge
  heron hickory hill hippo holly honey horizon horn horse hound ibex ibis inlet iris island ivy jackal jaguar
  jasmine jay juniper kayak kestrel kettle kite kiwi koala lagoon lake lamb lantern larch lark laurel lava leaf
  lemming lemon lemur leopard lichen lily linden lion lizard llama lobster locust loon lotus lynx magnet magpie
  mallard mango maple marble marlin marmot marsh marten meadow melon meteor mill mimosa mink mint mole monarch
  moon moose moss moth mountain mulberry muskrat narwhal nebula nectar newt nightingale nutmeg oak oasis ocean
  ocelot octave olive onyx opal orbit orca orchard orchid oriole osprey otter owl ox oyster palm panda panther
  papaya parrot partridge path peach peacock pear pebble pelican penguin peony pepper perch petal petrel pheasant
  piano pigeon pilot pine plain planet plateau plover plum pond pony poplar poppy porcupine prairie puffin puma
  quail quartz quill quokka rabbit raccoon rainbow raven reef reindeer ridge river robin rocket rose rowan saffron
  sail salmon sandpiper sapling satellite seal sequoia shell shore shrew skylark sloth sparrow spring spruce
  squirrel stag star starling stone stork stream summit sun swallow swan swift tapir teal tern thicket thistle
  thrush thunder tiger timber topaz torrent toucan tower trail trout tulip tundra turtle valley vine violet viper
  vista volcano vole walnut walrus warbler wave weasel whale willow wind wolf wombat woodland wren yak yarrow
  zebra zephyr zinnia
`
  .trim()
  .split(/\s+/);
